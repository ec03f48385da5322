import { html, Html } from './html.ts'
import type { Language } from './language.ts'

/** What a page shows; the shell brings the language and the nonce of its style. */
export type Page = { title: string; body: Html; isWide?: boolean; posts?: Posting }

/** A page whose one form goes on by itself, or elsewhere. */
export type Posting = { to: 'here' | 'elsewhere'; isByItself: boolean }

const style = `body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f6f7f9;color:#16181d}
main{max-width:28rem;margin:12vh auto 0;padding:2rem;box-sizing:border-box;width:calc(100% - 2rem);background:#fff;border:1px solid #d9dce3;border-radius:12px}
h1{font-size:1.35rem;margin:0 0 1rem}label{display:block;margin:0 0 1rem;font-weight:600}
input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.5rem .65rem;margin-top:.25rem;border:1px solid #8a90a0;border-radius:8px}
button{font:inherit;font-weight:600;padding:.6rem 1.4rem;border:0;border-radius:8px;background:#1f4fd8;color:#fff;cursor:pointer}
:focus-visible{outline:3px solid #f0a500;outline-offset:2px}.small{font-size:.875rem;color:#4a5060}
main.wide{max-width:64rem;margin-top:2rem;margin-bottom:2rem}summary{cursor:pointer;padding:.35rem 0}h2{margin:1.5rem 0 .25rem}h3{font-size:1rem;margin:.75rem 0 .25rem}
pre,table{font-size:.875rem;overflow:auto}td,th{text-align:left;padding:.15rem 1rem .15rem 0;vertical-align:top}a{color:#1f4fd8}
@media(prefers-color-scheme:dark){body{background:#14161b;color:#e8eaf0}main{background:#1d2027;border-color:#343945}
input{background:#14161b;color:inherit}a{color:#8fb0ff}.small{color:#aab0bf}}`

/** A whole page, which needs nothing but itself: one style, no picture, and no script but the one line that sends a form. */
export function renderPage({ title, body, isWide = false, posts }: Page, language: Language, nonce: string): string {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · Purser</title>
        <style nonce="${nonce}">
          ${new Html(style)}
        </style>
      </head>
      <body>
        ${new Html(isWide ? '<main class="wide">' : '<main>')}
          <h1>${title}</h1>
          ${body}
        </main>
        ${
          posts?.isByItself === true
            ? html`<script nonce="${nonce}">
                document.forms[0].submit()
              </script>`
            : html``
        }
      </body>
    </html> `.text
}

/**
 * What a page with one style of this nonce may load and do: post its form here, and nothing else. Where it posts to an identity provider it may post to any: browsers
 * hold `form-action` for what that redirects to as well, and only the provider knows where.
 */
export function pagePolicy(nonce: string, posts?: Posting): string {
  const script = posts?.isByItself === true ? `script-src 'nonce-${nonce}'; ` : ''
  const action = posts?.to === 'elsewhere' ? '' : "form-action 'self'; "
  return `default-src 'none'; style-src 'nonce-${nonce}'; ${script}${action}base-uri 'none'; frame-ancestors 'none'`
}

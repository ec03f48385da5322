import type { Page } from 'playwright-core'

/** Signs a browser that shows a page of ours out of here, by form, and waits until the identity provider has sent it back from signing it out there. Answers what it shows then. */
export async function signOutHere(page: Page, connectionId: string): Promise<string> {
  const form =
    "const form = document.createElement('form'); form.method = 'post'; form.action = '/sso/sign-out'; document.body.append(form); form.submit()"
  await Promise.all([page.waitForRequest((request) => request.url().includes(`${connectionId}/slo?SAMLResponse=`)), page.evaluate(form)])
  await page.waitForURL((url) => url.pathname === '/')
  return (await page.textContent('body')) ?? ''
}

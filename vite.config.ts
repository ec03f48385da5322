import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { lingui } from '@lingui/vite-plugin'
import babel from '@rolldown/plugin-babel'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** The dashboard: `web/` becomes `web/dist`, which the server hands out. */
export default defineConfig({
  root: 'web',
  plugins: [react(), babel({ plugins: ['@lingui/babel-plugin-lingui-macro'] }), lingui(), compressed()],
  // The server puts a new one into each page that it hands out.
  html: { cspNonce: '%PURSER_NONCE%' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // As files of their own, since the policy of the pages takes no data: URLs for scripts, styles or fonts.
    assetsInlineLimit: 0,
    rolldownOptions: { checks: { pluginTimings: false } }, // that Babel takes its time is known
    chunkSizeWarningLimit: 600, // React, Mantine and the router together: the budget of the first view is held by a test
  },
})

/** Lays each script and style down compressed too, so that the server need not compress at each request. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      const folder = join(dir, 'assets')
      const files = (await readdir(folder)).filter((name) => /\.(js|css|svg)$/.test(name))
      await Promise.all(files.map((file) => compress(join(folder, file))))
    },
  }
}

async function compress(file: string): Promise<void> {
  const content = await readFile(file)
  await Promise.all([writeFile(`${file}.gz`, await promisify(gzip)(content)), writeFile(`${file}.br`, await promisify(brotliCompress)(content))])
}

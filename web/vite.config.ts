import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const SMALLEST_BYTES = 1024
/** A tenth of the time of the highest quality, for 5 % more bytes. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }

/** Compressed copies beside each text asset, so that the service only sends bytes. */
const precompress = (): Plugin => ({
  name: 'precompress',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    // After everything else has had its say: what is compressed is what is served.
    order: 'post',
    handler(_options, bundle) {
      for (const file of Object.values(bundle)) {
        const source = file.type === 'chunk' ? file.code : file.source
        if (source.length < SMALLEST_BYTES || !/\.(js|css|svg)$/.test(file.fileName)) continue
        this.emitFile({ type: 'asset', fileName: `${file.fileName}.gz`, source: gzipSync(source, { level: 9 }) })
        this.emitFile({ type: 'asset', fileName: `${file.fileName}.br`, source: brotliCompressSync(source, BROTLI) })
      }
    },
  },
})

export default defineConfig(({ command }) => {
  // Whatever the environment of the one who builds says, what is served is the finished page.
  if (command === 'build') process.env.NODE_ENV = 'production'
  return {
    root: import.meta.dirname,
    plugins: [react(), precompress()],
    build: {
      outDir: '../dist/web',
      emptyOutDir: true,
      target: 'es2022',
      // Nothing inline: the page may run and show only what comes as a file of its own.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 700,
      rolldownOptions: { checks: { pluginTimings: false } },
    },
    // While working on it: `npm run demo` beside `npm run dev:web`.
    server: { proxy: { '/api': process.env.MILEPOST_URL ?? 'http://127.0.0.1:8080' } },
  }
})

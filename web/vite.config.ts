import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The server that answers /api while the pages are developed with `npm run dev`. */
const server = process.env.THROUGHLINE_SERVER ?? 'http://127.0.0.1:7200'

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '~': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': server, '/files': server },
  },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    outDir: 'dist',
    // public/.keep is copied back after the folder is emptied, so the embedded folder always exists.
    emptyOutDir: true,
  },
})

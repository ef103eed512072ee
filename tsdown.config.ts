// Builds: the published package (ESM with types) and the scripts that run in a browser.
import { defineConfig } from 'tsdown'

const browserScript = {
  platform: 'browser',
  // Web views of older clients (Chrome 75) cannot parse anything newer.
  target: 'es2018',
  tsconfig: 'tsconfig.browser.json',
  minify: true,
  dts: false,
  clean: false,
  outputOptions: { comments: false },
} as const

/** A script of our own pages: whole in one file, because the server gives it a name of its own. */
const pageScript = {
  ...browserScript,
  outDir: 'dist/browser',
  format: 'esm',
  fixedExtension: false,
  outputOptions: { comments: false, codeSplitting: false },
} as const

/** The QR code is a file of its own beside the library, whatever the library's format is. */
const besideLibrary = {
  name: 'beside-library',
  resolveId: (source: string) =>
    source === './qr-widget.ts' ? { id: './qr-widget.js', external: true } : null,
}

export default defineConfig([
  {
    entry: {
      index: 'src/index.ts',
      node: 'src/node/index.ts',
      emulator: 'src/emulator/index.ts',
      cli: 'src/cli/main.ts',
    },
    platform: 'node',
    target: 'node22',
    format: 'esm',
    dts: true,
    clean: false,
    fixedExtension: false,
  },
  // Scripts of the reference app's own pages.
  { ...pageScript, entry: { app: 'src/browser/app.ts' } },
  { ...pageScript, entry: { jsapi: 'src/browser/jsapi-page.ts' } },
  { ...pageScript, entry: { qr: 'src/browser/qr-page.ts' } },
  { ...pageScript, entry: { console: 'src/browser/console/index.ts' } },
  // The browser library, as a module with types and as a classic script that sets the global Larkspur.
  {
    ...browserScript,
    entry: { index: 'src/browser/index.ts' },
    plugins: [besideLibrary],
    outDir: 'dist/browser',
    format: 'esm',
    fixedExtension: false,
    dts: true,
  },
  {
    ...browserScript,
    entry: { larkspur: 'src/browser/index.ts' },
    plugins: [besideLibrary],
    outDir: 'dist/browser',
    format: 'iife',
    globalName: 'Larkspur',
    outputOptions: { comments: false, entryFileNames: '[name].js' },
  },
  {
    ...browserScript,
    entry: { 'qr-widget': 'src/browser/qr-widget.ts' },
    outDir: 'dist/browser',
    format: 'esm',
    fixedExtension: false,
  },
  // The front-end functions of login elements, likewise; the classic script sets the global `api`.
  {
    ...browserScript,
    entry: { api: 'src/browser/elements/index.ts' },
    outDir: 'dist/browser',
    format: 'esm',
    fixedExtension: false,
    dts: true,
  },
  {
    ...browserScript,
    entry: { 'larkspur-api': 'src/browser/elements/script.ts' },
    outDir: 'dist/browser',
    format: 'iife',
    outputOptions: { comments: false, entryFileNames: '[name].js' },
  },
  // Classic scripts: pages load them with a plain <script>, as they load the platform's own.
  {
    ...browserScript,
    entry: { jssdk: 'src/emulator/client/browser/jssdk.ts' },
    outDir: 'dist/emulator/browser',
    format: 'iife',
    outputOptions: { entryFileNames: '[name].js' },
  },
  {
    ...browserScript,
    entry: { frame: 'src/emulator/client/browser/frame.ts' },
    outDir: 'dist/emulator/browser',
    format: 'iife',
    outputOptions: { entryFileNames: '[name].js' },
  },
  {
    ...browserScript,
    entry: { authorize: 'src/emulator/client/browser/authorize.ts' },
    outDir: 'dist/emulator/browser',
    format: 'iife',
    outputOptions: { entryFileNames: '[name].js' },
  },
  // QR sign-in: the script in the app's page, the frame with the code, the simulated phone.
  ...['qrlogin', 'qr-frame', 'phone'].map((name) => ({
    ...browserScript,
    entry: { [name]: `src/emulator/client/browser/${name}.ts` },
    outDir: 'dist/emulator/browser',
    format: 'iife' as const,
    outputOptions: { entryFileNames: '[name].js' },
  })),
])

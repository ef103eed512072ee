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
} as const

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
  {
    ...browserScript,
    entry: { app: 'src/browser/app.ts' },
    outDir: 'dist/browser',
    format: 'esm',
    fixedExtension: false,
  },
  {
    ...browserScript,
    entry: { jsapi: 'src/browser/jsapi-page.ts' },
    outDir: 'dist/browser',
    format: 'esm',
    fixedExtension: false,
  },
  // The browser library, as a module with types and as a classic script that sets the global Larkspur.
  {
    ...browserScript,
    entry: { index: 'src/browser/index.ts' },
    outDir: 'dist/browser',
    format: 'esm',
    fixedExtension: false,
    dts: true,
  },
  {
    ...browserScript,
    entry: { larkspur: 'src/browser/index.ts' },
    outDir: 'dist/browser',
    format: 'iife',
    globalName: 'Larkspur',
    outputOptions: { entryFileNames: '[name].js' },
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
])

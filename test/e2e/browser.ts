// A real Chromium for the tests: the first that is found, never a skip.
import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const installed = [
  '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The order of choice: CHROME_PATH, Playwright's own, an installed one, the one that comes through npm. */
async function find(): Promise<{ path: string; args: string[] }> {
  const said = process.env.CHROME_PATH
  if (said && existsSync(said)) return { path: said, args: [] }
  const own = chromium.executablePath()
  if (own && existsSync(own)) return { path: own, args: [] }
  const found = installed.find((path) => existsSync(path))
  if (found) return { path: found, args: [] }
  const packed = await import('@sparticuz/chromium').catch(() => undefined)
  // In one process, as it is packed for, the whole browser ends with the first context that is closed.
  if (packed) return { path: await packed.default.executablePath(), args: packed.default.args.filter((arg) => arg !== '--single-process' && arg !== '--no-zygote') }
  throw new Error('no Chromium found: set CHROME_PATH, install Chromium or Chrome, or run npm ci with optional dependencies')
}

/** Launched with everything off that would speak to the outside, and garbage collection exposed. */
export async function launch(): Promise<Browser> {
  const { path, args } = await find()
  return chromium.launch({
    executablePath: path,
    args: [...new Set([
      ...args, '--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run',
      '--disable-quic', '--js-flags=--expose-gc', '--hide-scrollbars', '--force-color-profile=srgb',
    ])],
  })
}

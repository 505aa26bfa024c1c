// Whether the built client is that of these sources, and building it when not.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const sources = ['client', 'shared', 'public/fonts', 'vite.config.ts', 'package-lock.json']
const stampFile = 'dist/client.stamp'

/** A hash over names, sizes and times of everything that the client is built from. */
function stamp(root: string): string {
  const hash = createHash('sha256')
  const visit = (path: string): void => {
    const full = join(root, path)
    if (!existsSync(full)) return
    const state = statSync(full)
    if (state.isDirectory()) for (const name of readdirSync(full).sort()) visit(join(path, name))
    else hash.update(`${path}\0${state.size}\0${state.mtimeMs}\n`)
  }
  for (const path of sources) visit(path)
  return hash.digest('hex')
}

/** Builds dist/client unless it stands already; rejects with what the builder said. */
export async function ensureBuilt(root: string, say: (text: string) => void): Promise<void> {
  const now = stamp(root)
  const file = join(root, stampFile)
  if (existsSync(join(root, 'dist/client/index.html')) && existsSync(file) && readFileSync(file, 'utf8') === now) return
  say('正在构建界面 building the client …')
  await new Promise<void>((built, failed) => {
    const child = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], { cwd: root })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => { said += chunk.toString() })
    child.stderr.on('data', (chunk: Buffer) => { said += chunk.toString() })
    child.on('error', failed)
    child.on('exit', (code) => {
      if (code === 0) built()
      else failed(new Error(`the client could not be built:\n${said}`))
    })
  })
  writeFileSync(file, now)
}

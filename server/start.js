// The front door of `npm start`: keeps what Node makes of the sources, so that the next start is quicker and does without
// the compiler, and runs main. JavaScript, because for this file too the compiler would be loaded, and stay in memory.
import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'

// Each thread of glibc's allocator keeps what it freed for itself; one arena for all of them holds some 20 MiB less. It is
// read before Node runs, so this process begins once more, under the same number.
if (process.platform === 'linux' && process.env.MALLOC_ARENA_MAX === undefined && process.channel === undefined && typeof process.execve === 'function') {
  process.env.MALLOC_ARENA_MAX = '1'
  process.execve(process.execPath, [process.execPath, ...process.execArgv, ...process.argv.slice(1)])
}

const kept = join(import.meta.dirname, '../dist/compiled')
enableCompileCache(kept)
// Threads and the drill keep theirs too. Where nothing can be written everything runs as well.
process.env.NODE_COMPILE_CACHE = kept

await import('./main.ts')

// Not only at the end: a server that is killed should start well too.
setTimeout(flushCompileCache, 60_000).unref()

// What a process holds once garbage is collected; loaded before the server (`--import`), it says so at every SIGUSR2.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** MiB of heap and of buffers outside of it, and resident, after two collections (the second takes what the first set free). */
export function held(): { readonly heap: number; readonly resident: number } {
  collect()
  collect()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: (heapUsed + external) / 1_048_576, resident: rss / 1_048_576 }
}

if (process.argv[1]?.endsWith('server/main.ts') === true) process.on('SIGUSR2', () => { process.stderr.write(`${JSON.stringify({ held: held() })}\n`) })

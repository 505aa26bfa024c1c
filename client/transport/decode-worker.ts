// The worker in which the page's fixes frames are decoded: a thread of its own, so that a full wall draws on meanwhile.
import { buffersOf, createDecode, type Ask } from './decode.ts'

const decode = createDecode()
self.addEventListener('message', ({ data }: MessageEvent<Ask>) => {
  const answer = decode(data)
  self.postMessage(answer, { transfer: buffersOf(answer) })
})

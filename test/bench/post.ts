// Hands batches over HTTP: connections that stay open, answers counted.
import { Agent, request } from 'node:http'

/** Where batches go; a peer asks for no credential. */
export interface Target { readonly host: string; readonly port: number; readonly authorization: string | null }

/** Hand-overs on their way at once; a server that needs more is behind, and the generator waits for it. */
const MOST = 256

export class Poster {
  readonly #target: Target
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 })
  readonly #underway = new Set<Promise<void>>()
  /** Fixes answered as taken, and as anything else. */
  admitted = 0
  refused = 0
  /** ms from handing over to the answer. */
  answers: number[] = []

  constructor(target: Target) { this.#target = target }

  /** Starts one hand-over; resolves at once, or when there is room again. */
  async hand(items: readonly string[]): Promise<void> {
    while (this.#underway.size >= MOST) await Promise.race(this.#underway)
    const one = this.#post(items)
    this.#underway.add(one)
    void one.finally(() => this.#underway.delete(one)).catch(() => undefined)
  }

  async settled(): Promise<void> { await Promise.allSettled([...this.#underway]) }

  async #post(items: readonly string[]): Promise<void> {
    const began = performance.now()
    const { status, text } = await this.#send(`{"fixes":[${items.join(',')}]}`)
    this.answers.push(performance.now() - began)
    const answer = status === 200 ? JSON.parse(text) as { admitted?: number } : {}
    const admitted = answer.admitted ?? 0
    this.admitted += admitted
    this.refused += items.length - admitted
  }

  #send(body: string): Promise<{ status: number; text: string }> {
    const { host, port, authorization } = this.#target
    return new Promise((answered) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...(authorization === null ? {} : { authorization }) }
      const post = request({ host, port, path: '/batch', method: 'POST', agent: this.#agent, headers }, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => { text += chunk })
        response.on('end', () => { answered({ status: response.statusCode ?? 0, text }) })
      })
      post.on('error', (error) => { answered({ status: 0, text: error.message }) })
      post.end(body)
    })
  }
}

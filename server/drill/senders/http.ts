// One HTTP request over kept-alive connections.
import http from 'node:http'
import { Unanswered } from './sender.ts'

export interface Call {
  readonly host: string
  readonly port: number
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Milliseconds without an answer until it counts as unanswered. */
  readonly patience?: number
}
export interface Reply { readonly status: number; readonly text: string }

export const createAgent = (sockets: number): http.Agent => new http.Agent({ keepAlive: true, maxSockets: sockets, scheduling: 'fifo' })

/** Rejects with Unanswered when nobody answers; every status is an answer. */
export function call(agent: http.Agent, { host, port, method, path, headers, body, patience = 20_000 }: Call): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const request = http.request({ agent, host, port, method, path, headers: { ...headers, ...length }, timeout: patience }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => { resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }) })
      response.on('error', (error) => { reject(new Unanswered(error.message)) })
    })
    request.on('timeout', () => { request.destroy(new Error('no answer in time')) })
    request.on('error', (error) => { reject(new Unanswered(error.message)) })
    request.end(body)
  })
}

/** Whether the server asks to come again later. */
export const isBusy = (status: number): boolean => status === 429 || status >= 500

export const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

// Development only: vite in front of the same HTTP server, its live reload on the same port.
import type { Server } from 'node:http'
import type { RequestHandler } from 'express'

export async function devClient(root: string, server: Server): Promise<{ middleware: RequestHandler; close(): Promise<void> }> {
  const { createServer } = await import('vite')
  const vite = await createServer({
    configFile: `${root}/vite.config.ts`, appType: 'spa', server: { middlewareMode: true, hmr: { server } },
  })
  return { middleware: (request, response, next) => { vite.middlewares(request, response, next) }, close: () => vite.close() }
}

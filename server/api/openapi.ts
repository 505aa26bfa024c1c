// The OpenAPI description, made from the same routes that answer.
import { z } from 'zod'
import { refusals } from '../../shared/domain/refusal.ts'
import type { Route } from './route.ts'

/** OpenAPI 3.1; request schemas as JSON Schema 2020-12 made by zod. */
export function openapi(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = `/api${route.path.replace(/:(\w+)/g, '{$1}')}`
    const names = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1])
    paths[path] ??= {}
    paths[path][route.method] = {
      summary: route.summary,
      'x-right': route.right ?? 'any key',
      parameters: [
        ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
        ...(route.keyed ? [{ name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', minLength: 1, maxLength: 96 } }] : []),
      ],
      ...(route.body ? { requestBody: { required: true, content: { 'application/json': { schema: z.toJSONSchema(route.body, { io: 'input', unrepresentable: 'any' }) } } } } : {}),
      responses: { 200: { description: 'the answer' }, default: { $ref: '#/components/responses/Refused' } },
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Anlan 安澜', version, description: 'Events, shifts, registry and readings of a district' },
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      responses: { Refused: { description: 'A refusal with its code', content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } } } },
      schemas: {
        Refusal: {
          type: 'object', required: ['refused', 'detail'],
          properties: { refused: { type: 'string', enum: Object.keys(refusals), description: Object.entries(refusals).map(([code, text]) => `${code}: ${text}`).join('\n') }, detail: { type: 'string' } },
        },
      },
    },
  }
}

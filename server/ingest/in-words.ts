// A failed check in words that the sender can act on; values are never repeated, they may be personal or secret.
import type { z } from 'zod'

/** "units.3.name: …; level: …", at most three of them. */
export function inWords(error: z.ZodError): string {
  const issues = error.issues.slice(0, 3).map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
  if (error.issues.length > issues.length) issues.push(`and ${error.issues.length - issues.length} more`)
  return issues.join('; ')
}

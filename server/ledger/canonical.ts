// One text for one value: JSON with sorted keys, so that equal data has equal bytes and hashes.

/**
 * Canonical JSON. Object keys in code-unit order, properties that are undefined left out, -0 written as 0.
 * Throws TypeError for what JSON cannot carry (NaN, functions, bigints, undefined in a list).
 */
export function canonical(value: unknown): string {
  switch (typeof value) {
    case 'string':
    case 'boolean': return JSON.stringify(value)
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`an entry cannot hold ${value}`)
      return JSON.stringify(value)
    case 'object':
      if (value === null) return 'null'
      if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
      return canonicalObject(value)
    default: throw new TypeError(`an entry cannot hold a ${typeof value}`)
  }
}

function canonicalObject(value: object): string {
  const parts: string[] = []
  for (const name of Object.keys(value).sort()) {
    const held = (value as Record<string, unknown>)[name]
    if (held !== undefined) parts.push(`${JSON.stringify(name)}:${canonical(held)}`)
  }
  return `{${parts.join(',')}}`
}

// A deep copy of plain data whose typed arrays are their own: what v8.deserialize hands out are windows on the whole snapshot.

/** Copies objects, arrays, Maps and typed arrays; anything else is returned as it is. */
export function own<Data>(data: Data): Data
export function own(data: unknown): unknown {
  if (ArrayBuffer.isView(data)) return (data as Float64Array).slice()
  if (data instanceof Map) return new Map([...data].map(([key, value]: [unknown, unknown]) => [key, own(value)]))
  if (Array.isArray(data)) return data.map((value: unknown) => own(value))
  if (typeof data === 'object' && data !== null) return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, own(value)]))
  return data
}

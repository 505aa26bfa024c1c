// Rights of API keys: what a key's holder may ask for.
export const rights = ['events', 'shifts', 'registry', 'read', 'orders', 'beats', 'drill'] as const
export type Right = (typeof rights)[number]

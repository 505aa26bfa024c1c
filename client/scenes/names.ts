// Which scene an address asks for.

export const sceneNames = ['duty', 'patrol', 'calibrate', 'health'] as const
export type SceneName = (typeof sceneNames)[number]

/** /calibrate and /health are addresses of their own; an unknown name is the duty scene. */
export function sceneName(pathname: string, wanted: string): SceneName {
  const path = pathname.replace(/\/+$/, '')
  if (path === '/calibrate') return 'calibrate'
  if (path === '/health') return 'health'
  return sceneNames.find((name) => name === wanted) ?? 'duty'
}

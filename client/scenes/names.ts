// Which scene an address asks for.

export const sceneNames = ['duty', 'patrol', 'calibrate', 'health', 'sheet', 'editor'] as const
export type SceneName = (typeof sceneNames)[number]

/** /calibrate, /health and /sheet are addresses of their own; an unknown name is the duty scene. */
export function sceneName(pathname: string, wanted: string): SceneName {
  const path = pathname.replace(/\/+$/, '')
  if (path === '/calibrate') return 'calibrate'
  if (path === '/health') return 'health'
  if (path === '/sheet') return 'sheet'
  return sceneNames.find((name) => name === wanted) ?? 'duty'
}

// Which scene an address asks for.

export const sceneNames = ['duty', 'calibrate'] as const
export type SceneName = (typeof sceneNames)[number]

/** /calibrate is an address of its own; an unknown name is the duty scene. */
export function sceneName(pathname: string, wanted: string): SceneName {
  if (pathname.replace(/\/+$/, '') === '/calibrate') return 'calibrate'
  return sceneNames.find((name) => name === wanted) ?? 'duty'
}

// The scenes by name: adding one is one file and one line here.
import type { Component } from 'vue'
import Calibrate from './Calibrate.vue'
import Duty from './Duty.vue'

export const scenes: Readonly<Record<string, Component>> = { duty: Duty, calibrate: Calibrate }

/** The scene that an address asks for; /calibrate is an address of its own, an unknown name is the duty scene. */
export function sceneOf(pathname: string, wanted: string): string {
  if (pathname.replace(/\/+$/, '') === '/calibrate') return 'calibrate'
  return Object.hasOwn(scenes, wanted) ? wanted : 'duty'
}

// The scenes by name: adding one is one file, one name in names.ts and one line here.
import { defineAsyncComponent, type Component } from 'vue'
import Calibrate from './Calibrate.vue'
import Duty from './Duty.vue'
import Health from './Health.vue'
import type { SceneName } from './names.ts'
import Patrol from './Patrol.vue'
import Sheet from './Sheet.vue'

export const scenes: Readonly<Record<SceneName, Component>> = {
  duty: Duty, patrol: Patrol, calibrate: Calibrate, health: Health, sheet: Sheet,
  // A tool of an office desk: walls never fetch it.
  editor: defineAsyncComponent(() => import('./Editor.vue')),
}

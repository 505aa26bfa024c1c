// Which sender speaks for a device: one line per dialect.
import type { Agent } from 'node:http'
import type { DrillDevice } from '../roster.ts'
import { jt808Sender } from './jt808.ts'
import { mqttSender } from './mqtt.ts'
import { osmandSender } from './osmand.ts'
import { owntracksHttpSender } from './owntracks.ts'
import type { Sender, Target } from './sender.ts'

/** A sender of the device's own line; batch devices speak through their gateway's instead. */
export function senderFor(agent: Agent, target: Target, device: DrillDevice, credential: string): Sender | null {
  switch (device.dialect) {
    case 'jt808': return jt808Sender(target, device, credential)
    case 'owntracks-http': return owntracksHttpSender(agent, target, credential)
    case 'owntracks-mqtt': return mqttSender(target, device, credential)
    case 'osmand': return osmandSender(agent, target, credential)
    case 'batch': return null
    default: return device.dialect satisfies never
  }
}

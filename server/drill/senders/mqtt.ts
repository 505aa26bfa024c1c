// OwnTracks over MQTT: one connection per phone, QoS 1, a last will. The one door to the mqtt library of the drill.
import mqtt, { type MqttClient } from 'mqtt'
import type { DrillDevice } from '../roster.ts'
import { owntracksPayload, owntracksTopic, owntracksUser } from './owntracks.ts'
import { taken, Unanswered, type Sender, type Target } from './sender.ts'

const PATIENCE = 20_000

export function mqttSender(target: Target, device: DrillDevice, password: string): Sender {
  const topic = owntracksTopic(device)
  let client: Promise<MqttClient> | null = null

  const open = (): Promise<MqttClient> => new Promise((resolve, reject) => {
    const opened = mqtt.connect({
      protocol: 'mqtt', host: target.host, port: target.ports.mqtt, clientId: device.id, username: owntracksUser(device), password,
      clean: true, keepalive: 60, connectTimeout: PATIENCE, reconnectPeriod: 0,
      will: { topic, payload: Buffer.from(JSON.stringify({ _type: 'lwt', tst: 0 })), qos: 0, retain: false },
    })
    // Every publish under way listens for the end of the line.
    opened.setMaxListeners(64)
    let why = 'the line was closed'
    opened.once('connect', () => { resolve(opened) })
    opened.on('error', (error) => { why = error.message })
    opened.once('close', () => {
      client = null
      opened.end(true)
      reject(new Unanswered(why))
    })
  })

  return {
    most: 16,
    joins: () => true,
    async send(parcels) {
      const at = await (client ??= open().catch((error: unknown) => { client = null; throw error }))
      await Promise.all(parcels.map(({ fix }) => publish(at, topic, owntracksPayload(device, fix))))
      return taken
    },
    rest() {
      void client?.then((at) => at.endAsync(), () => undefined)
      client = null
    },
  }
}

/** Resolves with the broker's PUBACK; a line that breaks or stays silent before it leaves the fix unanswered. */
function publish(client: MqttClient, topic: string, payload: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (): void => { settle(new Unanswered('the line was closed before the answer')) }
    const timer = setTimeout(() => { client.end(true) }, PATIENCE)
    const settle = (error?: Error | null): void => {
      clearTimeout(timer)
      client.off('close', fail)
      if (error) reject(error instanceof Unanswered ? error : new Unanswered(error.message))
      else resolve()
    }
    client.once('close', fail)
    client.publish(topic, payload, { qos: 1 }, settle)
  })
}

// Prometheus metrics, read off the running parts at scrape time; nothing is counted twice.
import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client'
import type { IngestCounts } from '../../shared/domain/health.ts'

export interface MetricParts {
  counts(): IngestCounts
  screens(): number
  stream(): { readonly fixes: number; readonly entries: number; readonly refused: number }
  ledgerHead(): number
  units(): number
  /** 1 when the last write was taken by the disk. */
  storage(): 0 | 1
  /** Stretches of tracks that the disk did not give back. */
  lost(): number
}

export function createMetrics(parts: MetricParts): { text(): Promise<string>; type: string } {
  const registers = [new Registry()]
  collectDefaultMetrics({ register: registers[0] })
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({ name, help, registers, collect() { this.set(read()) } })
  }
  gauge('anlan_screens', 'Connected screens', parts.screens)
  gauge('anlan_units', 'Registered units', parts.units)
  gauge('anlan_ledger_head', 'Seq of the last entry', parts.ledgerHead)
  gauge('anlan_storage_ok', '1 when the disk took the last write', parts.storage)
  gauge('anlan_tracks_lost', 'Stretches of tracks that could not be read again when asked for last', parts.lost)
  gauge('anlan_unregistered_devices', 'Identities that spoke without being registered', () => parts.counts().unregistered.length)
  gauge('anlan_screens_refused_total', 'Screens turned away at the door', () => parts.stream().refused)
  gauge('anlan_fixes_frames_total', 'Fixes frames encoded', () => parts.stream().fixes)
  gauge('anlan_entries_frames_total', 'Entries frames encoded', () => parts.stream().entries)
  const admitted = new Counter({ name: 'anlan_admitted_total', help: 'Fixes or reports admitted by source', labelNames: ['source'], registers })
  const refused = new Counter({ name: 'anlan_refused_total', help: 'Refusals by source and reason', labelNames: ['source', 'reason'], registers })
  const connections = new Gauge({ name: 'anlan_connections', help: 'Open device connections by source', labelNames: ['source'], registers })
  return {
    type: registers[0].contentType,
    text() {
      admitted.reset()
      refused.reset()
      for (const source of parts.counts().sources) {
        admitted.inc({ source: source.id }, source.admitted)
        connections.set({ source: source.id }, source.connections)
        for (const [reason, times] of Object.entries(source.refused)) refused.inc({ source: source.id, reason }, times)
      }
      return registers[0].metrics()
    },
  }
}

// The one composition root: parts in, a running server out.
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { AddressInfo } from 'node:net'
import type { Leaving } from '../../shared/domain/coverage-cost.ts'
import type { Readings } from '../../shared/domain/reading.ts'
import { isRefusal } from '../../shared/domain/refusal.ts'
import type { RegionCode } from '../../shared/domain/region.ts'
import { showIngest } from '../readings/ingest.ts'
import { instant, MINUTE, type Instant } from '../../shared/domain/time.ts'
import type { Unit } from '../../shared/domain/unit.ts'
import { createDoors } from '../api/doors.ts'
import { createHttp } from '../api/http.ts'
import { createMetrics } from '../api/metrics.ts'
import { openapi } from '../api/openapi.ts'
import { createRoutes } from '../api/routes.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { createBeatsDesk } from '../dispatch/beats.ts'
import { decide } from '../dispatch/decide.ts'
import { loadDistrict } from '../district/load.ts'
import { createCounts, eventSource } from '../ingest/counts.ts'
import { createForces } from '../ingest/forces.ts'
import { createIntake } from '../ingest/intake.ts'
import { createRegistry } from '../ingest/registry.ts'
import { readRegistryFile } from '../ingest/registry-body.ts'
import { createReports } from '../ingest/reports.ts'
import { openSqliteLedger } from '../ledger/sqlite.ts'
import type { Logger } from '../log.ts'
import { createReadings } from '../readings/all.ts'
import { openFileArchive } from '../readings/coverage/archive.ts'
import { createStream, type Stream } from '../stream/socket.ts'
import { openSqliteTape } from '../tape/sqlite.ts'
import { createEvents } from '../world/events.ts'
import { createHappen } from '../world/happen.ts'
import { adoptBeats } from './beats.ts'
import { adoptCatalogue } from './catalogue.ts'
import { createMark, drillKeys, writeDrillFile } from './demo.ts'
import { devClient } from './dev.ts'
import { inUse, listenToDevices, type DevicePorts } from './listeners.ts'
import { Plain } from './plain.ts'
import { keep, restore } from './restore.ts'
import { watch, type Every } from './watch.ts'

/** How far back repeats of a fix are known after a restart. */
const REMEMBER = 10 * MINUTE

export interface AppParts {
  readonly config: Config
  readonly clock: Clock
  readonly log: Logger
  /** The project's folder. */
  readonly root: string
  readonly dev?: boolean
  /** How the judgement of alarms comes round; every other second by the machine's clock when left out. */
  readonly every?: Every
}

export interface App {
  /** http(s)://host:port, without a path. */
  readonly address: string
  readonly port: number
  readonly devices: DevicePorts
  /** Where drill.json stands in demo and exercise mode. */
  readonly drillFile: string | null
  close(): Promise<void>
}

export async function createApp({ config, clock, log, root, dev = false, every }: AppParts): Promise<App> {
  const now = (): Instant => clock.now()
  const districtFolder = resolve(root, districtOf(root, config))
  const district = await loadDistrict(districtFolder)
  const folder = resolve(root, config.store.folder)
  const ledger = await openSqliteLedger({ folder, now })
  const tape = await openSqliteTape({ folder: join(folder, 'tape') })
  const [newest] = (await ledger.read(Math.max(0, ledger.head - 1), 1)).slice(-1)
  clock.resume(instant(Math.max(newest?.committed ?? 0, await tape.last() ?? 0)))
  const archive = openFileArchive(join(folder, 'tracks'), (error) => { log.error({ error: String(error) }, 'a stretch of a track could not be put away or read again') })
  const restored = await restore({ district, ledger, tape, now: now(), createReadings: () => createReadings(archive) })
  const { world, readings } = restored
  log.info({ ...restored.from, seq: world.seq, epoch: ledger.epoch }, 'restored')
  if (config.demo.on && world.mark !== 'demo' && world.seq > 0) throw new Plain(`${folder} holds a real district's store; the demo needs a folder of its own: [store] folder`)
  readings.deaf(now())

  const refusing = new Set<string>()
  const lastCut = await tape.last()
  if (lastCut !== null && lastCut > now() + MINUTE) log.warn({ behind: lastCut - now() }, "the server's clock is behind the newest cut of its tape; was it set back?")
  const screens: { stream?: Stream } = {}
  const happen = createHappen({
    world, ledger, tape, now, lastCut, gather: () => screens.stream?.gather() ?? 50,
    storage(store, error) {
      if (error && !refusing.has(store)) log.error({ store, error: error.message, cause: String(error.cause ?? '') }, 'the disk does not take what comes in')
      if (!error && refusing.has(store)) log.info({ store }, 'the disk takes what comes in again')
      if (error) refusing.add(store)
      else refusing.delete(store)
    },
  })
  const storage = (): 0 | 1 => (refusing.size === 0 ? 1 : 0)
  let tapeAt = restored.tapeAt
  happen.on((happening) => {
    readings.step(happening, world)
    if (happening.is === 'fixes') tapeAt = happening.at
  })

  const drill = config.demo.on || config.exercise.name !== undefined ? drillKeys() : null
  const mark = createMark({ world, happen, demo: config.demo.on, exercise: config.exercise.name, now })
  if (config.demo.on) await mark()
  await adoptCatalogue(districtFolder, world, happen, now())
  await adoptBeats(districtFolder, world, happen, now())

  const counts = createCounts({ world, now })
  const heard = new Set(counts.show(now()).sources.map(({ id }) => id))
  // After a restart the sources that spoke before go by their names at once.
  for (const { id, name } of [...config.keys, ...drill?.keys ?? []]) if (heard.has(eventSource(id))) counts.named(eventSource(id), name)
  const registry = await createRegistry({ world, happen, now, personal: (about) => ledger.personal(about), erase: (about) => ledger.erase(about) })
  const intake = createIntake({ world, happen, registry, counts, log, now })
  for await (const cut of tape.play(instant(now() - REMEMBER), instant(Number.MAX_SAFE_INTEGER))) intake.learn(cut.batch)
  if (config.registry.file !== undefined) await registerFile(resolve(root, config.registry.file), registry, log)
  const events = createEvents({ world, ledger })
  const reports = createReports({ world, events, happen, counts, now })
  const forces = createForces({ world, happen, ledger, counts, now })
  const showReadings = (region: RegionCode, before?: Readings) => readings.show(now(), world, intake.counts(), region, before)

  const doors = createDoors({
    keys: [...config.keys, ...drill?.keys ?? []], screenKey: config.screens.key,
    names: [...config.server.names, ...(config.server.host.includes(':') ? [`[${config.server.host}]`] : [config.server.host])],
  })
  let handle: RequestListener = (_request, response) => { response.writeHead(503).end() }
  const server = createServer(config, (request, response) => { handle(request, response) })
  const cost = (unit: Unit, leaving: Leaving, at: Instant) => readings.cost(unit, leaving, at, world)
  const stream = createStream({
    cost, rounds: (beat, at) => readings.rounds(beat, at, world), http: server, world, ledger, now, speed: clock.speed,
    cut: config.stream.cut === 'adaptive' ? null : config.stream.cut, perAddress: config.screens.perAddress,
    failed: (error) => { log.error({ error: error instanceof Error ? error.stack : String(error) }, 'a screen could not be served') },
    door: (key) => doors.screen(key), ours: (headers) => doors.ours(headers), readings: showReadings,
  })
  screens.stream = stream
  happen.on((happening) => { stream.hear(happening) })

  const routes = createRoutes({
    world, events, registry, reports, forces, beats: createBeatsDesk({ world, happen, now, ready: (beats) => readings.ready(beats, world) }), epoch: ledger.epoch, speed: clock.speed, now,
    counts: () => intake.counts(), readings: showReadings, screens: () => stream.screens(), storage, lost: () => archive.lost(),
    sheet: (which, region) => readings.sheet(now(), world, which, region),
    cost,
    drill: mark,
    erase: (about) => ledger.erase(about),
    async order(order) {
      const drafts = decide(world, order, now())
      if (isRefusal(drafts)) return drafts
      const answers = await happen.record(drafts)
      return answers.find(isRefusal) ?? { seq: world.seq }
    },
  })
  const metrics = createMetrics({
    counts: () => intake.counts(), screens: () => stream.screens().length, stream: () => stream.counts(),
    ledgerHead: () => ledger.head, units: () => world.units.size, storage, lost: () => archive.lost(),
  })
  const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version
  const client = dev ? await devClient(root, server) : null
  handle = createHttp({
    doors, routes, districts: { [district.manifest.code]: districtFolder },
    pages: {
      '/metrics': { guarded: config.screens.key !== undefined, show: async () => ({ type: metrics.type, text: await metrics.text() }) },
      '/api/openapi.json': { guarded: false, show: () => ({ type: 'json', text: JSON.stringify(openapi(routes, version)) }) },
    },
    client: dev ? null : { folder: join(root, 'dist/client'), region: district.manifest.code },
    ...(client ? { dev: client.middleware } : {}),
    secure: config.tls.proxy || config.tls.cert !== undefined,
    failed: (error, path) => { log.error({ error: error instanceof Error ? error.stack : String(error), path }, 'a request failed') },
  })

  // One at a time, so that an older snapshot never follows a newer one.
  let keeping: Promise<void> = Promise.resolve()
  const keepOn = (): Promise<void> => keeping = keeping.catch(() => undefined).then(() => keep(ledger, world, readings, instant(tapeAt)))

  const devices = await listenToDevices(intake, config.devices.host, config.devices, log)
  const watching = watch({
    world, happen, tape, tapeDays: config.store.tapeDays, now, every,
    sources: () => showIngest(intake.counts(), now()).sources,
    breaches: () => readings.breaches(now(), world),
    ending: (alarm) => readings.ending(alarm, now(), world),
    verify: () => ledger.verify(),
    keep: keepOn,
    failed: (error, what) => { log.error({ error: String(error), what }, 'could not be done') },
  })
  const port = await listen(server, config)
  const secure = config.tls.cert !== undefined
  const address = `${secure ? 'https' : 'http'}://${config.server.host.includes(':') ? `[${config.server.host}]` : config.server.host}:${port}`
  const drillFile = drill ? writeDrillFile(folder, {
    http: address, host: config.devices.host, key: drill.secret, sources: drill.sources,
    ports: { jt808: devices.ports.jt808, mqtt: devices.ports.mqtt, devices: devices.ports.http, osmand: devices.ports.osmand },
  }) : null

  return {
    address, port, devices: devices.ports, drillFile,
    async close() {
      await devices.close()
      await watching.stop()
      await stream.close()
      await client?.close()
      server.closeAllConnections()
      await new Promise<void>((done) => { server.close(() => { done() }) })
      await happen.settle()
      await keepOn()
      archive.close()
      await tape.close()
      await ledger.close()
    },
  }
}

/** As configured, else an imported district, else the one that ships. */
function districtOf(root: string, { district }: Config): string {
  if (district.folder !== undefined) return district.folder
  return existsSync(join(root, 'data/district/district.json')) ? 'data/district' : `public/district/${district.code}`
}

function createServer(config: Config, handle: RequestListener): Server {
  const { cert, key } = config.tls
  if (cert === undefined || key === undefined) return createHttpServer(handle)
  return createHttpsServer({ cert: readFileSync(cert), key: readFileSync(key), minVersion: 'TLSv1.2' }, handle)
}

function listen(server: Server, { server: { host, port } }: Config): Promise<number> {
  return new Promise((listening, failed) => {
    server.once('error', (error) => { failed(inUse(error, `[server] host = "${host}", port = ${port}`)) })
    // All screens and gateways come back at once after an outage; a short queue would leave some waiting for their retries.
    server.listen({ port, host, backlog: 4_096 }, () => { listening((server.address() as AddressInfo).port) })
  })
}

async function registerFile(file: string, registry: Awaited<ReturnType<typeof createRegistry>>, log: Logger): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => { throw new Plain(`${file} cannot be read: [registry] file`) })
  const body = readRegistryFile(text)
  const answer = isRefusal(body) ? body : await registry.register(body, 'file')
  if (isRefusal(answer)) throw new Plain(`${file}: ${answer.detail}`)
  for (const item of [...answer.units, ...answer.devices, ...answer.gateways]) if (isRefusal(item)) log.warn({ id: item.id, refused: item.refused, detail: item.detail }, 'registry file: one item was refused')
}

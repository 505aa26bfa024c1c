#!/usr/bin/env node
// The command line: districts, the registry, keys and checks of a store.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defineCommand, runMain } from 'citty'
import { hashKey } from './api/doors.ts'
import { importBeatsCommand } from './district/beats/command.ts'
import { importCommand } from './district/command.ts'
import { openSqliteLedger } from './ledger/sqlite.ts'
import { createClock } from './clock.ts'

const say = (text: string): void => { process.stdout.write(`${text}\n`) }
const stop = (text: string): never => {
  process.stderr.write(`${text}\n`)
  return process.exit(1)
}

const district = defineCommand({
  meta: { name: 'district', description: 'the regions that the wall shows' },
  subCommands: { import: importCommand },
})

/** What the server says of one item. */
interface Item { readonly id: string | null; readonly refused?: string; readonly detail?: string; readonly changed?: boolean }

const registryImport = defineCommand({
  meta: { name: 'import', description: 'register units, devices and gateways from a JSON file; the key comes from ANLAN_KEY' },
  args: {
    file: { type: 'positional', required: true, description: '{units: […], devices: […], gateways: […]}, as POST /api/registry takes it' },
    url: { type: 'string', default: 'http://127.0.0.1:18510', description: 'where the server is' },
  },
  async run({ args }) {
    const key = process.env.ANLAN_KEY ?? stop('set ANLAN_KEY to an API key with the right "registry"')
    const text = await readFile(args.file, 'utf8').catch(() => stop(`${args.file} cannot be read`))
    const response = await fetch(`${args.url}/api/registry`, {
      method: 'POST', body: text, headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    }).catch(() => stop(`no server answers at ${args.url}`))
    const answer: unknown = await response.json()
    if (!response.ok) stop(`refused: ${(answer as { detail: string }).detail}`)
    for (const [what, items] of Object.entries(answer as Record<string, Item[]>)) {
      const refused = items.filter((item) => item.refused !== undefined)
      say(`${what}: ${items.length} given, ${items.filter((item) => item.changed).length} changed, ${refused.length} refused`)
      for (const { id, refused: code, detail } of refused) say(`  ${id ?? '?'}: ${code ?? ''} ${detail ?? ''}`)
    }
  },
})

const keyNew = defineCommand({
  meta: { name: 'new', description: 'a new key and the hash that belongs into the configuration; the key is shown once' },
  run() {
    const key = randomBytes(32).toString('base64url')
    say(`key   ${key}\nhash  ${hashKey(key)}`)
  },
})

const ledgerVerify = defineCommand({
  meta: { name: 'verify', description: 'walk the hash chain of a store from its first entry; the server must not run on it' },
  args: { folder: { type: 'string', default: 'data/anlan', description: 'the store: [store] folder' } },
  async run({ args }) {
    if (!existsSync(join(args.folder, 'ledger.db'))) stop(`${args.folder} holds no ledger`)
    const clock = createClock(1)
    const ledger = await openSqliteLedger({ folder: args.folder, now: () => clock.now() })
      .catch((error: unknown) => stop(error instanceof Error ? error.message : String(error)))
    const verdict = await ledger.verify()
    await ledger.close()
    if (verdict.fault) stop(`damaged at entry ${verdict.fault.seq}: ${verdict.fault.why}`)
    say(`${verdict.checked} entries, every one fits the one before it`)
  },
})

await runMain(defineCommand({
  meta: { name: 'anlan', description: '安澜: a command-center wall for grid governance' },
  subCommands: {
    district,
    beats: defineCommand({ meta: { name: 'beats', description: 'the areas, lines and points that patrols cover' }, subCommands: { import: importBeatsCommand(() => createClock(1).now()) } }),
    registry: defineCommand({ meta: { name: 'registry', description: 'units, devices and gateways' }, subCommands: { import: registryImport } }),
    key: defineCommand({ meta: { name: 'key', description: 'API and screen keys' }, subCommands: { new: keyNew } }),
    ledger: defineCommand({ meta: { name: 'ledger', description: 'the store of entries' }, subCommands: { verify: ledgerVerify } }),
  },
}))

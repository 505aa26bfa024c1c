#!/usr/bin/env node
// The command line: `anlan district import FILE …`.
import { defineCommand, runMain } from 'citty'
import { importCommand } from './district/command.ts'

const district = defineCommand({
  meta: { name: 'district', description: 'the regions that the wall shows' },
  subCommands: { import: importCommand },
})

await runMain(defineCommand({
  meta: { name: 'anlan', description: '安澜: a command-center wall for grid governance' },
  subCommands: { district },
}))

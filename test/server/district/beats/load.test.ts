// The beats of a folder: read, refused in words, or not there.
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { beatsText, BEATS, loadBeats } from '../../../../server/district/beats/load.ts'

const folderWith = async (text: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'beats-'))
  await writeFile(join(folder, BEATS), text)
  return folder
}

it('[U6] a folder’s beats are read as they were written, and a folder without any has none', async () => {
  const set = (await loadBeats('public/district/510304'))!
  expect(await loadBeats(await folderWith(beatsText(set)))).toEqual(set)
  expect(await loadBeats(await mkdtemp(join(tmpdir(), 'beats-')))).toBeUndefined()
  expect(await loadBeats('/nowhere/at/all')).toBeUndefined()
})

it('[U6] a faulty file is refused with file, beat and reason', async () => {
  const set = (await loadBeats('public/district/510304'))!
  const broken = await folderWith(beatsText({ ...set, beats: [set.beats[0], { ...set.beats[40], interval: -1 } as never] }))
  await expect(loadBeats(broken)).rejects.toThrow(`${join(broken, BEATS)}, beat 2: interval`)
  const torn = await folderWith(beatsText(set).slice(0, 1_000))
  await expect(loadBeats(torn)).rejects.toThrow('not JSON')
  const other = await folderWith('{"effective":"soon"}')
  await expect(loadBeats(other)).rejects.toThrow(/beats\.json: (effective|beats) /)
})

// Puts a folder of files in another's place: whole and on disk, or not at all.
import { access, mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const present = (path: string): Promise<boolean> => access(path).then(() => true, () => false)

/**
 * Writes `files` beside `folder`, syncs them, lets `prove` look at them (it throws when they are no good), and only then
 * renames. On any failure the old folder is as it was. After a crash between the two renames the old one is `folder.old`.
 */
export async function replaceFolder(
  folder: string, files: ReadonlyMap<string, string>, prove: (folder: string) => Promise<unknown>,
): Promise<void> {
  const place = resolve(folder)
  await mkdir(dirname(place), { recursive: true })
  const made = await mkdtemp(join(dirname(place), `${basename(place)}.new-`))
  try {
    for (const [name, text] of files) {
      const handle = await open(join(made, name), 'w', 0o644)
      try {
        await handle.writeFile(text)
        await handle.sync()
      } finally {
        await handle.close()
      }
    }
    await sync(made)
    await prove(made)
    const old = `${place}.old`
    const had = await present(place)
    if (had) {
      await rm(old, { recursive: true, force: true })
      await rename(place, old)
    }
    try {
      await rename(made, place)
    } catch (error) {
      if (had) await rename(old, place)
      throw error
    }
    await sync(dirname(place))
    await rm(old, { recursive: true, force: true })
  } catch (error) {
    await rm(made, { recursive: true, force: true })
    throw error
  }
}

/** Puts a text in a file's place: whole and on disk, or not at all. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const made = `${file}.new-${process.pid}`
  try {
    const handle = await open(made, 'w', 0o644)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(made, file)
    await sync(dirname(resolve(file)))
  } catch (error) {
    await rm(made, { force: true })
    throw error
  }
}

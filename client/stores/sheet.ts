// The sheet store: one shift sheet as the server laid it out when it was asked for, and why there is none.
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { SheetShift, ShiftSheet } from '../../shared/domain/sheet.ts'

/** Asks the server for an address of the API. */
export type Ask = (path: string) => Promise<{ readonly ok: boolean; readonly status: number; json(): Promise<unknown>; blob(): Promise<Blob> }>

/** Of the district that the server serves when no region is named. */
export const sheetPath = (file: 'sheet' | 'sheet.xlsx', shift: SheetShift, region: string | null): string =>
  `/api/${file}?shift=${shift}${region === null ? '' : `&region=${encodeURIComponent(region)}`}`

async function refusalOf(answer: { readonly status: number; json(): Promise<unknown> }): Promise<string> {
  const body = await answer.json().catch(() => null)
  return typeof body === 'object' && body !== null && 'refused' in body ? String(body.refused) : String(answer.status)
}

export const useSheet = defineStore('sheet', () => {
  const sheet = shallowRef<ShiftSheet | null>(null)
  /** A refusal's code, an HTTP status or what the browser says; null since the last attempt succeeded. */
  const fault = ref<string | null>(null)
  const shift = ref<SheetShift>('now')
  let turn = 0

  /** An answer that a newer question has overtaken is dropped. */
  async function load(which: SheetShift, region: string | null, ask: Ask): Promise<void> {
    const own = ++turn
    if (which !== shift.value) sheet.value = null
    shift.value = which
    try {
      const answer = await ask(sheetPath('sheet', which, region))
      const [read, why] = answer.ok ? [await answer.json() as ShiftSheet, null] : [null, await refusalOf(answer)]
      if (own !== turn) return
      sheet.value = read
      fault.value = why
    } catch (error) {
      if (own !== turn) return
      sheet.value = null
      fault.value = error instanceof Error ? error.message : String(error)
    }
  }

  /** The same as a file; null and `fault` when it could not be had. */
  async function book(region: string | null, ask: Ask): Promise<Blob | null> {
    try {
      const answer = await ask(sheetPath('sheet.xlsx', shift.value, region))
      if (answer.ok) return await answer.blob()
      fault.value = await refusalOf(answer)
    } catch (error) {
      fault.value = error instanceof Error ? error.message : String(error)
    }
    return null
  }

  return { sheet, fault, shift, load, book }
})

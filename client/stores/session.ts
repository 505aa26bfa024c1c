// The session store: the screen's key, taken from the address's fragment once and kept for this tab only.
import { defineStore } from 'pinia'
import { ref } from 'vue'

const KEPT = 'anlan.screen-key'

/** The key in a fragment such as `#key=…`, and the fragment without it. */
export function takeKey(fragment: string): { key: string | null; rest: string } {
  const params = new URLSearchParams(fragment.replace(/^#/, ''))
  const key = params.get('key')
  params.delete('key')
  const rest = params.toString()
  return { key: key === '' ? null : key, rest: rest === '' ? '' : `#${rest}` }
}

/** What the session needs of a page; the browser's own objects fit. */
export interface Page {
  readonly location: { readonly hash: string; readonly pathname: string; readonly search: string }
  readonly history: { replaceState(data: null, unused: string, url: string): void }
  readonly sessionStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void }
}

export const useSession = defineStore('session', () => {
  const key = ref<string | null>(null)

  /** Reads the key and removes it from the address at once, so that it stands in no history, log or screenshot. */
  function enter(page: Page): void {
    const { key: handed, rest } = takeKey(page.location.hash)
    if (handed !== null) {
      page.sessionStorage.setItem(KEPT, handed)
      page.history.replaceState(null, '', page.location.pathname + page.location.search + rest)
    }
    key.value = handed ?? page.sessionStorage.getItem(KEPT)
  }

  return { key, enter }
})

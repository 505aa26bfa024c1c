// What the page says of itself: the panel's size, its tokens, its face, and whether it should keep still.
import { onBeforeUnmount, onMounted, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { readPalette, type Palette } from './palette.ts'

/** The panel on the page, CSS px. */
export interface Size { readonly width: number; readonly height: number; readonly left: number; readonly top: number }

export interface Page {
  readonly size: ShallowRef<Size | null>
  readonly palette: ShallowRef<Palette | null>
  /** CSS font-family list. */
  readonly font: ShallowRef<string>
  /** The reader asked for less motion. */
  readonly calm: ShallowRef<boolean>
}

/** Watches `root` and the page's attributes while the component lives. `lost` withdraws all hues. */
export function usePage(root: Readonly<Ref<HTMLElement | null>>, lost: () => boolean): Page {
  const size = shallowRef<Size | null>(null)
  const palette = shallowRef<Palette | null>(null)
  const font = shallowRef('sans-serif')
  const calm = shallowRef(false)

  function measure(): void {
    const box = root.value?.getBoundingClientRect()
    if (!box) return
    const { width, height, left, top } = box
    const known = size.value
    if (known?.width !== width || known.height !== height || known.left !== left || known.top !== top) size.value = { width, height, left, top }
  }
  function readLook(): void {
    if (!root.value) return
    const style = getComputedStyle(root.value)
    font.value = style.fontFamily
    const next = readPalette((name) => style.getPropertyValue(name), lost())
    if (JSON.stringify(next) !== JSON.stringify(palette.value)) palette.value = next
  }
  const sizes = new ResizeObserver(measure)
  const tokens = new MutationObserver(readLook)
  const stillness = matchMedia('(prefers-reduced-motion: reduce)')
  const readStillness = (): void => { calm.value = stillness.matches }

  onMounted(() => {
    measure()
    readLook()
    readStillness()
    if (root.value) sizes.observe(root.value)
    sizes.observe(document.documentElement)
    tokens.observe(document.documentElement, { attributes: true })
    stillness.addEventListener('change', readStillness)
  })
  watch(lost, readLook, { flush: 'post' })
  onBeforeUnmount(() => {
    sizes.disconnect()
    tokens.disconnect()
    stillness.removeEventListener('change', readStillness)
  })
  return { size, palette, font, calm }
}

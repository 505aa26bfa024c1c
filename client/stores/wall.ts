// The wall store: what this screen shows and how large, from its address and its calibration.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { isNight, readAddress, type Address } from './address.ts'
import { readCalibration, remOf, writeCalibration, type Calibration, type Shelf } from './calibration.ts'

export const useWall = defineStore('wall', () => {
  const address = shallowRef<Address>(readAddress(''))
  const width = ref(1920)
  const height = ref(1080)
  const calibration = shallowRef<Calibration | null>(null)
  let shelf: Shelf | null = null

  /** The screen's name: given in the address, or its size. */
  const name = computed(() => address.value.screen ?? `${width.value}x${height.value}`)

  function open(search: string, kept: Shelf): void {
    address.value = readAddress(search)
    shelf = kept
    calibration.value = readCalibration(kept, name.value)
  }

  function resize(toWidth: number, toHeight: number): void {
    width.value = toWidth
    height.value = toHeight
    if (shelf) calibration.value = readCalibration(shelf, name.value)
  }

  function calibrate(next: Calibration): void {
    calibration.value = next
    if (shelf) writeCalibration(shelf, name.value, next)
  }

  /** Distance and pitch in the address go before what was calibrated. */
  const distance = computed(() => address.value.distance ?? calibration.value?.distance ?? null)
  const pitch = computed(() => address.value.pitch ?? calibration.value?.pitch ?? null)
  const modules = computed(() => address.value.modules ?? calibration.value?.modules ?? null)
  /** px of one rem. */
  const rem = computed(() => remOf(width.value, height.value, distance.value, pitch.value))

  /** Whether the night set holds at `hour` (0–23) of the server's clock. */
  const dim = (hour: number): boolean => isNight(address.value.theme, hour)

  return { address, name, width, height, calibration, distance, pitch, modules, rem, open, resize, calibrate, dim }
})

// Calibration: how large one rem must be so that the farthest viewer can read, kept per screen.
import { z } from 'zod'

export const calibrationSchema = z.object({
  /** Millimetres from the farthest viewer's eye to the wall; millimetres of one pixel. */
  distance: z.number().min(300).max(100_000),
  pitch: z.number().min(0.05).max(50),
  /** Displays beside and above one another; 1 × 1 = no bezel. */
  modules: z.object({ x: z.number().int().min(1).max(24), y: z.number().int().min(1).max(12) }),
})
export type Calibration = z.infer<typeof calibrationSchema>

/** Where a screen keeps it; localStorage fits. */
export interface Shelf { getItem(key: string): string | null; setItem(key: string, value: string): void }

const keptUnder = (screen: string): string => `anlan.calibration.${screen}`

/** What was kept for the screen; null when nothing was, or nothing that can be read. */
export function readCalibration(shelf: Shelf, screen: string): Calibration | null {
  const kept = shelf.getItem(keptUnder(screen))
  if (kept === null) return null
  try {
    const checked = calibrationSchema.safeParse(JSON.parse(kept))
    return checked.success ? checked.data : null
  } catch {
    return null
  }
}

export const writeCalibration = (shelf: Shelf, screen: string, calibration: Calibration): void =>
  shelf.setItem(keptUnder(screen), JSON.stringify(calibration))

/** 2 · tan(10′): the height of 20 arc-minutes at one unit of distance. */
export const TWENTY_MINUTES = 0.0058178
/** Browsers with a Chinese interface may force text up to 12 px: a smaller rem would lie. */
export const SMALLEST_REM = 12
/** mm from which the reference walls are seen. */
export const REFERENCE_DISTANCE = 5_200

/**
 * px of one rem: 20 arc-minutes at the farthest viewer when distance and pitch are known. Otherwise the reference wall
 * is assumed: 67.5 rem high and at least 120 wide, or 33.75 high on a single row of displays, seen from 5.2 m;
 * a distance alone enlarges or reduces that in its proportion.
 */
export function remOf(width: number, height: number, distance: number | null, pitch: number | null): number {
  if (distance !== null && pitch !== null) return Math.max(SMALLEST_REM, distance * TWENTY_MINUTES / pitch)
  const rows = width / height >= 4.6 ? 33.75 : 67.5
  return Math.max(SMALLEST_REM, Math.min(height / rows, width / 120) * (distance ?? REFERENCE_DISTANCE) / REFERENCE_DISTANCE)
}

/** mm of one pixel from a bar of `pixels` that measures `millimetres` on the glass; null when the measure cannot be. */
export function pitchOf(pixels: number, millimetres: number): number | null {
  const pitch = millimetres / pixels
  return pitch >= 0.05 && pitch <= 50 ? pitch : null
}

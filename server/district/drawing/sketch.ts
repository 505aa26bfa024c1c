// What a person drew by hand: the coarse outline, where the towns lie and how large they are meant to be.
import { z } from 'zod'
import { regionCodeSchema } from '../../../shared/domain/region.ts'

const place = z.tuple([z.number(), z.number()])
/** East and north in km from the bbox's south-west corner, and how far (km) the border may stray there. */
const corner = z.tuple([z.number(), z.number(), z.number().positive()])

export const sketchSchema = z.object({
  about: z.string(),
  code: regionCodeSchema,
  /** Shown with the map: says that nothing here is official. */
  source: z.string().min(1),
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** km² of the whole district, detached part included. */
  area: z.number().positive(),
  seed: z.number().int(),
  /** km between the mesh's cells. */
  cell: z.number().positive(),
  inset: z.array(regionCodeSchema),
  outline: z.array(corner).min(3),
  /** The part that touches the rest nowhere; it is one village of its town. */
  detached: z.object({ town: regionCodeSchema, village: regionCodeSchema, outline: z.array(corner).min(3) }),
  /** The built-up middle: there borders are finer and grids smaller. */
  city: z.object({ middle: place, core: z.number(), rim: z.number() }),
  /** Target km² and the places that a town grows from, its seat first. */
  towns: z.record(regionCodeSchema, z.object({ area: z.number().positive(), spine: z.array(place).min(1) })),
})
export type Sketch = z.infer<typeof sketchSchema>

/** 0 in the city's core, 1 from its rim outward. */
export function rurality(sketch: Sketch, x: number, y: number): number {
  const { middle, core, rim } = sketch.city
  const away = Math.sqrt((x - middle[0]) ** 2 + (y - middle[1]) ** 2)
  const t = Math.max(0, Math.min(1, (away - core) / (rim - core)))
  return t * t * (3 - 2 * t)
}

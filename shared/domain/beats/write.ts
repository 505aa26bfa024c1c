// Beats as GeoJSON, WGS 84: what the import reads back as it was.
import type { Beat } from '../beat.ts'

/** A FeatureCollection, one feature a line. */
export function beatsGeoJson(beats: readonly Beat[]): string {
  return `{"type":"FeatureCollection","features":[\n${beats.map((beat) => JSON.stringify(featureOf(beat))).join(',\n')}\n]}\n`
}

function featureOf(beat: Beat): object {
  const { id, tier, name, region, team, priority, shifts, people, interval, plan } = beat
  const properties = { id, tier, name, region, team, priority, shifts, people, interval, plan, rests: beat.rests, ...(beat.tier === 'area' ? { weights: beat.weights } : {}) }
  return { type: 'Feature', properties, geometry: geometryOf(beat) }
}

function geometryOf(beat: Beat): object {
  switch (beat.tier) {
    case 'area': return beat.polygons.length === 1 ? { type: 'Polygon', coordinates: beat.polygons[0] } : { type: 'MultiPolygon', coordinates: beat.polygons }
    case 'line': return { type: 'LineString', coordinates: beat.line }
    case 'point': return { type: 'Point', coordinates: beat.place }
    default: return beat satisfies never
  }
}

// What is wrong with a district's file, said so that whoever made the file can mend it.

/** Where and why: `feature` is its number (from 1) and code, or null when the fault is the file's own. */
export interface Fault { readonly file: string; readonly feature: string | null; readonly reason: string }

export const faultText = ({ file, feature, reason }: Fault): string => `${file}${feature === null ? '' : `, ${feature}`}: ${reason}`

/** A district's folder that cannot be served; the message names file, feature and reason. */
export class DistrictFaulty extends Error {
  readonly fault: Fault
  constructor(fault: Fault) {
    super(faultText(fault))
    this.name = 'DistrictFaulty'
    this.fault = fault
  }
}

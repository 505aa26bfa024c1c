// The markers' WebGL objects: program, one instance buffer, one draw call; plain uniforms only.
import { rgb, type Palette } from '../palette.ts'
import { STRIDE, type Fleet } from './fleet.ts'
import { fragmentSource, vertexSource } from './shader.ts'

const uniformNames = ['u_matrix', 'u_size', 'u_clock', 'u_now', 'u_unit', 'u_lost', 'u_hole', 'u_hue', 'u_ground', 'u_grey', 'u_chosen', 'u_ring'] as const
const attributes = [['a_way', 4], ['a_time', 4], ['a_look', 2]] as const
const FLOAT = 4

/** What one frame is drawn with. */
export interface Brush {
  readonly palette: Palette
  /** mainMatrix with the fleet's origin folded in, column-major. */
  readonly matrix: Float32Array
  /** Seconds since the fleet's bases. */
  readonly clock: number
  readonly now: number
  /** px of the drawing buffer that a marker's size takes. */
  readonly unit: number
  readonly lost: boolean
  /** The row that a person chose: it is drawn once more over all others, in a ring; -1: none. */
  readonly chosen: number
  /** West, north, east, south from the fleet's origin; null draws everywhere. */
  readonly hole: readonly [number, number, number, number] | null
}

export class Markers {
  readonly #gl: WebGL2RenderingContext
  readonly #program: WebGLProgram
  readonly #array: WebGLVertexArrayObject
  readonly #buffer: WebGLBuffer
  readonly #uniforms = new Map<string, WebGLUniformLocation | null>()
  #held = -1
  #room = 0

  /** Throws with the driver's words when a shader does not compile. */
  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl
    this.#program = link(gl)
    this.#array = gl.createVertexArray()
    this.#buffer = gl.createBuffer()
    for (const name of uniformNames) this.#uniforms.set(name, gl.getUniformLocation(this.#program, name))
    gl.bindVertexArray(this.#array)
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer)
    let offset = 0
    for (const [name, size] of attributes) {
      const at = gl.getAttribLocation(this.#program, name)
      gl.enableVertexAttribArray(at)
      gl.vertexAttribPointer(at, size, gl.FLOAT, false, STRIDE * FLOAT, offset * FLOAT)
      gl.vertexAttribDivisor(at, 1)
      offset += size
    }
    gl.bindVertexArray(null)
  }

  /** Uploads the fleet if it changed since last time, then draws every marker in one call. */
  draw(fleet: Fleet, brush: Brush): void {
    const gl = this.#gl
    if (this.#held !== fleet.revision) this.#upload(fleet)
    if (fleet.known === 0) return
    const at = (name: (typeof uniformNames)[number]): WebGLUniformLocation | null => this.#uniforms.get(name) ?? null
    const { palette, hole } = brush
    gl.useProgram(this.#program)
    gl.uniformMatrix4fv(at('u_matrix'), false, brush.matrix)
    gl.uniform2f(at('u_size'), gl.drawingBufferWidth, gl.drawingBufferHeight)
    gl.uniform1f(at('u_clock'), brush.clock)
    gl.uniform1f(at('u_now'), brush.now)
    gl.uniform1f(at('u_unit'), brush.unit)
    gl.uniform1i(at('u_lost'), brush.lost ? 1 : 0)
    gl.uniform4fv(at('u_hole'), hole ?? [1, 1, -1, -1])
    gl.uniform3fv(at('u_hue'), [...rgb(palette.area), ...rgb(palette.line), ...rgb(palette.point)])
    gl.uniform3fv(at('u_ground'), rgb(palette.bg0))
    gl.uniform3fv(at('u_grey'), rgb(palette.t2))
    gl.uniform3fv(at('u_ring'), rgb(brush.lost ? palette.t2 : palette.t1))
    gl.uniform1i(at('u_chosen'), -1)
    gl.disable(gl.DEPTH_TEST)
    gl.disable(gl.STENCIL_TEST)
    gl.disable(gl.CULL_FACE)
    gl.bindVertexArray(this.#array)
    if (fleet.drawn > 0) gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, fleet.drawn)
    if (brush.chosen >= 0) {
      gl.uniform1i(at('u_chosen'), brush.chosen)
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, fleet.known)
    }
    gl.bindVertexArray(null)
  }

  close(): void {
    this.#gl.deleteBuffer(this.#buffer)
    this.#gl.deleteVertexArray(this.#array)
    this.#gl.deleteProgram(this.#program)
  }

  #upload(fleet: Fleet): void {
    const gl = this.#gl
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer)
    if (fleet.packed.length > this.#room) {
      this.#room = fleet.packed.length
      gl.bufferData(gl.ARRAY_BUFFER, this.#room * FLOAT, gl.DYNAMIC_DRAW)
    }
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, fleet.packed, 0, fleet.known * STRIDE)
    gl.bindBuffer(gl.ARRAY_BUFFER, null)
    this.#held = fleet.revision
  }
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram()
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertexSource], [gl.FRAGMENT_SHADER, fragmentSource]] as const) {
    const shader = gl.createShader(kind)
    if (!shader) throw new Error('the context gives no shader')
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) throw new Error(gl.getShaderInfoLog(shader) ?? 'no reason given')
    gl.attachShader(program, shader)
    gl.deleteShader(shader)
  }
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) throw new Error(gl.getProgramInfoLog(program) ?? 'no reason given')
  return program
}

/** mainMatrix with the origin folded in, in double until the very end. */
export function foldOrigin(matrix: ArrayLike<number>, origin: { readonly x: number; readonly y: number }): Float32Array {
  const folded = Float32Array.from({ length: 16 }, (_, at) => matrix[at])
  for (let row = 0; row < 4; row++) folded[12 + row] = matrix[row] * origin.x + matrix[4 + row] * origin.y + matrix[12 + row]
  return folded
}

// The markers' shader: one quad a unit; place, glide and freshness in the vertex stage, shapes as distances in the fragment stage.

export const vertexSource = `#version 300 es
precision highp float;
in vec4 a_way;    // from x y, to x y
in vec4 a_time;   // start, span, seen, interval (s)
in vec2 a_look;   // heading (rad), tier
uniform mat4 u_matrix;
uniform vec2 u_size;      // drawing buffer, px
uniform float u_clock;    // s since the fleet's clock base
uniform float u_now;      // s since the fleet's time base
uniform float u_unit;     // px that LOOK calls the marker's size
uniform bool u_lost;
uniform highp int u_chosen;     // the one row that is drawn, in a ring; -1: all, without one
uniform vec4 u_hole;      // west, north, east, south from the origin; empty when west > east
out vec2 v_at;            // px from the marker's middle, tip up
flat out int v_tier;
flat out int v_state;     // 0 fresh, 1 stale, 2 lost
flat out int v_heading;

void main() {
  float done = a_time.y <= 0.0 ? 1.0 : clamp((u_clock - a_time.x) / a_time.y, 0.0, 1.0);
  vec2 at = mix(a_way.xy, a_way.zw, done);
  bool other = u_chosen >= 0 && gl_InstanceID != u_chosen;
  if (other || at.x > u_hole.x && at.x < u_hole.z && at.y > u_hole.y && at.y < u_hole.w) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  // The limits of shared/domain/freshness: live 2e, aging 5e, stale max(15 min, 7e).
  float age = u_now - a_time.z;
  float e = a_time.w;
  v_state = age <= 5.0 * e ? 0 : age <= max(900.0, 7.0 * e) ? 1 : 2;
  if (u_lost && v_state == 0) v_state = 1;
  v_tier = int(a_look.y + 0.5);
  v_heading = a_look.x > -8.0 ? 1 : 0;

  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
  vec2 offset = corner * u_unit * (u_chosen < 0 ? 1.2 : 1.9);
  float turn = v_heading == 1 && v_state < 2 ? a_look.x : v_tier == 1 ? 1.5707963 : 0.0;
  // Turns the quad's own frame so that the tip points along the heading (clockwise from north, y down).
  v_at = vec2(cos(turn) * offset.x + sin(turn) * offset.y, -sin(turn) * offset.x + cos(turn) * offset.y);
  vec4 middle = u_matrix * vec4(at, 0.0, 1.0);
  gl_Position = middle + vec4(offset.x * 2.0 / u_size.x, -offset.y * 2.0 / u_size.y, 0.0, 0.0) * middle.w;
}`

export const fragmentSource = `#version 300 es
precision highp float;
in vec2 v_at;
flat in int v_tier;
flat in int v_state;
flat in int v_heading;
uniform vec3 u_hue[3];
uniform vec3 u_ground;
uniform vec3 u_grey;
uniform vec3 u_ring;
uniform highp int u_chosen;
uniform float u_unit;
out vec4 o_colour;

float disc(vec2 p, float r) { return length(p) - r; }

float capsule(vec2 p, float reach, float r) {
  p.y -= clamp(p.y, -reach, reach);
  return length(p) - r;
}

// A disc with a tip: the hull of a circle of radius r at 0 and a point at distance h above it (y down).
float drop(vec2 p, float r, float h) {
  p = vec2(abs(p.x), -p.y);
  float b = r / h;
  float a = sqrt(1.0 - b * b);
  float k = dot(p, vec2(-b, a));
  if (k < 0.0) return length(p) - r;
  if (k > a * h) return length(p - vec2(0.0, h));
  return dot(p, vec2(a, b)) - r;
}

float cover(float d) { return clamp(0.5 - d, 0.0, 1.0); }
vec4 over(vec4 top, vec4 below) { return top + below * (1.0 - top.a); }
vec4 ink(vec3 colour, float amount) { return vec4(colour, 1.0) * amount; }

void main() {
  float s = u_unit;
  float halo = s * 0.105;
  float stroke = s * 0.066;
  vec4 colour = vec4(0.0);
  if (v_state == 2) {
    // Lost: a dashed ring of eight dashes and nothing inside.
    float r = v_tier == 0 ? s * 0.55 : s * 0.44;
    float d = abs(disc(v_at, r)) - stroke;
    float part = fract(atan(v_at.y, v_at.x) / 6.2831853 * 8.0);
    float along = (abs(part - 0.5) - 0.29) * 6.2831853 * r / 8.0;
    colour = over(ink(u_grey, cover(max(d, along))), ink(u_ground, cover(d - halo) * 0.85));
  } else if (v_state == 1) {
    // Stale: the shape without its filling, in grey.
    float d = v_tier == 0 ? disc(v_at, s * 0.5) : v_tier == 1 ? capsule(v_at, s * 0.4, s * 0.25) : disc(v_at, s * 0.36);
    float line = abs(d) - stroke;
    colour = over(ink(u_grey, cover(line)), ink(u_ground, cover(d - stroke - halo)));
  } else {
    vec3 hue = u_hue[v_tier];
    if (v_tier == 0 && v_heading == 1) {
      float d = drop(v_at, s * 0.575, s);
      colour = over(ink(hue, cover(d)), ink(u_ground, cover(d - halo)));
    } else if (v_tier == 0) {
      float d = disc(v_at, s * 0.56);
      vec4 face = over(ink(hue, cover(d) * 0.38), ink(u_ground, cover(d)));
      colour = over(over(ink(hue, cover(abs(d) - s * 0.075)), face), ink(u_ground, cover(d - s * 0.075 - halo)));
    } else if (v_tier == 1) {
      float d = capsule(v_at, s * 0.425, s * 0.275);
      colour = over(ink(hue, cover(d)), ink(u_ground, cover(d - halo)));
    } else {
      float d = disc(v_at, s * 0.55);
      vec4 face = over(ink(hue, cover(disc(v_at, s * 0.3))), ink(u_ground, cover(d)));
      colour = over(over(ink(hue, cover(abs(d) - s * 0.05)), face), ink(u_ground, cover(d - s * 0.05 - halo)));
    }
  }
  if (u_chosen >= 0) {
    float d = abs(disc(v_at, s * 1.45)) - s * 0.13;
    colour = over(colour, over(ink(u_ring, cover(d)), ink(u_ground, cover(d - halo))));
  }
  if (colour.a <= 0.0) discard;
  o_colour = colour;
}`

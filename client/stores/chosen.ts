// The chosen store: the unit or the beat that a person chose on this screen, and what the server tells of it while it is chosen.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { createQuestion, type Put } from './question.ts'

/** Minutes for which a unit may be thought away. */
export const spans = [30, 60, 120] as const

export const useChosen = defineStore('chosen', () => {
  const unit = ref<string | null>(null)
  const beat = ref<string | null>(null)
  const minutes = ref<number>(spans[1])
  const cost = createQuestion<'cost'>()
  const rounds = createQuestion<'rounds'>()

  /** What is asked of the server now. */
  const asks = computed(() => ({
    cost: unit.value === null ? null : { what: 'cost' as const, unit: unit.value, minutes: minutes.value },
    rounds: beat.value === null ? null : { what: 'rounds' as const, beat: beat.value },
  }))

  /** Called with every beat and every change of `asks`. */
  async function follow(mono: number, put: Put): Promise<void> {
    await Promise.all([cost.follow(asks.value.cost, mono, put), rounds.follow(asks.value.rounds, mono, put)])
  }

  return { unit, beat, minutes, asks, cost: cost.told, costFault: cost.fault, rounds: rounds.told, roundsFault: rounds.fault, follow }
})

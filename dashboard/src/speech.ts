// A cue aloud: spoken where the browser has a voice, else a tone that says that there is one.

const TONE_HZ = 660;
const TONE_S = 0.35;
let sound: AudioContext | null = null;

/** Have the browser look for its voices, which takes a moment: some begin when they are first asked for them. */
export function findVoices(): void {
  if (typeof speechSynthesis !== "undefined") speechSynthesis.getVoices();
}

export function say(text: string): void {
  if (typeof speechSynthesis === "undefined" || speechSynthesis.getVoices().length === 0) return beep();
  speechSynthesis.cancel();
  speechSynthesis.speak(new SpeechSynthesisUtterance(text));
}

function beep(): void {
  sound ??= new AudioContext();
  const [tone, loudness] = [sound.createOscillator(), sound.createGain()];
  const now = sound.currentTime;
  tone.frequency.value = TONE_HZ;
  loudness.gain.setValueAtTime(0.3, now);
  loudness.gain.exponentialRampToValueAtTime(0.001, now + TONE_S);
  tone.connect(loudness).connect(sound.destination);
  tone.start(now);
  tone.stop(now + TONE_S);
}

// Keeps the screen on while the page is seen, where the browser can.

/** `told` hears whether it stays on; the answer lets it go off again. */
export function keepAwake(told: (awake: boolean) => void): () => void {
  let lock: WakeLockSentinel | null = null;
  let over = false;
  const ask = async (): Promise<void> => {
    if (over || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    try {
      lock = await navigator.wakeLock.request("screen");
      lock.onrelease = () => told(false);
      told(true);
    } catch {
      told(false); // a battery that is nearly empty is a reason
    }
  };
  const look = (): void => void ask();
  document.addEventListener("visibilitychange", look);
  void ask();
  return () => {
    over = true;
    document.removeEventListener("visibilitychange", look);
    void lock?.release();
  };
}

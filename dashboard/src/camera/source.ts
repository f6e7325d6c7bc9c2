// The device's camera: opened, switched, and kept open over whatever takes it away.

export type Faces = "user" | "environment";

/** Why there is no picture, in sentences for the user. */
export class NoCamera extends Error {}

/** The camera's pictures, as many and as large as it gives up to what is asked. */
export async function openCamera(faces: Faces): Promise<MediaStream> {
  const reason = whyNone();
  if (reason !== null) throw new NoCamera(reason);
  const wanted = { facingMode: faces, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 60 } };
  try {
    return await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  } catch (error) {
    throw new NoCamera(sentenceOf(error as DOMException));
  }
}

export async function hasSeveral(): Promise<boolean> {
  const found = await navigator.mediaDevices.enumerateDevices();
  return found.filter(({ kind }) => kind === "videoinput").length > 1;
}

/** The side on which the camera is, where it says so; else the one that was asked for. */
export function sideOf(stream: MediaStream, asked: Faces): Faces {
  const told = stream.getVideoTracks()[0]?.getSettings().facingMode;
  return told === "user" || told === "environment" ? told : asked;
}

export function closeCamera(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

function whyNone(): string | null {
  if (!isSecureContext) {
    return (
      "Browsers give the camera to pages over https only, and this one came over http. " +
      "On the machine that serves it, start `perfectform serve --tls` and scan the code that it prints."
    );
  }
  // An old browser has none.
  if ((navigator.mediaDevices as MediaDevices | undefined)?.getUserMedia === undefined) {
    return "This browser gives pages no camera. Use Chrome on Android, or Safari on an iPhone.";
  }
  return null;
}

function sentenceOf({ name, message }: DOMException): string {
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "The camera was refused. Allow it for this page (the sign beside the address), then try again.";
    case "NotFoundError":
    case "OverconstrainedError":
      return "This device has no camera. Open this page on a phone: the first page shows a code to scan.";
    case "NotReadableError":
    case "AbortError":
      return "Something else uses the camera. Close that, then try again.";
    default:
      return `The camera can't be opened (${message || name}).`;
  }
}

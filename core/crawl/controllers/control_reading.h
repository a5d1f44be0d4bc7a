// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lanescope::crawl {

/// What controls a slot by itself.
enum class Controller { Fixed, AutoThrottle, Aimd, Gradient };

/// A controller as a control engineer reads it: where it wants to be, how far it is from there, and what it turns.
///
/// AutoThrottle wants target_concurrency requests on the wire; its error is the number that the delay gives at the
/// latency just seen (latency / delay), less that; it turns the delay, in milliseconds. Aimd and Gradient want the
/// latency below tolerance × the best, in milliseconds; their error is the smoothed latency less that; they turn
/// the cap. Plain data. Threads: as a value.
struct ControlReading {
    Controller controller = Controller::Fixed;
    double setPoint = 0;
    double error = 0;
    double output = 0;

    bool operator==(const ControlReading&) const = default;
};

/// "fixed", "autothrottle", "aimd", "gradient".
const char* controllerWord(Controller controller);
/// "requests" or "ms".
const char* setPointUnit(Controller controller);
const char* outputUnit(Controller controller);

} // namespace lanescope::crawl

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/controllers/control_reading.h"

namespace lanescope::crawl {

const char* controllerWord(Controller controller)
{
    switch (controller) {
    case Controller::Fixed:
        break;
    case Controller::AutoThrottle:
        return "autothrottle";
    case Controller::Aimd:
        return "aimd";
    case Controller::Gradient:
        return "gradient";
    }
    return "fixed";
}

const char* setPointUnit(Controller controller)
{
    return controller == Controller::Fixed || controller == Controller::AutoThrottle ? "requests" : "ms";
}

const char* outputUnit(Controller controller)
{
    return controller == Controller::AutoThrottle ? "ms" : "requests";
}

} // namespace lanescope::crawl

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/measured.h"

#include "core/scenario/context.h"

#include <QCoreApplication>

namespace lanescope::scenario {

void tellTooShort(Context& context)
{
    context.warning(QCoreApplication::translate(
        "Measured", "The run ended before its first round was over: figures that are null in the result were not "
                    "measured. Let it run longer."));
}

} // namespace lanescope::scenario

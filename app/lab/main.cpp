// SPDX-License-Identifier: GPL-3.0-or-later
// lanescope-lab: hosts one run, or is one worker process of a scenario. Started by Lanescope, not by people.
#include "core/control/lab_host.h"
#include "core/scenario/catalogue.h"
#include "core/scenario/worker_process.h"

#include <QCoreApplication>

#include <cstdio>

int main(int argc, char* argv[])
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("lanescope-lab"));
    lanescope::scenario::Catalogue::instance(); // registers the workers of all scenarios
    const QStringList arguments = application.arguments();
    if (arguments.value(1) == QStringLiteral("--control") && arguments.size() == 3)
        return lanescope::control::hostRun(arguments[2]);
    if (arguments.value(1) == QStringLiteral("--worker") && arguments.size() >= 3) {
        const int code = lanescope::scenario::runWorker(arguments[2], arguments.mid(3));
        if (code >= 0)
            return code;
    }
    std::fprintf(stderr, "lanescope-lab runs what 'lanescope' tells it to; start 'lanescope' instead.\n");
    return 2;
}

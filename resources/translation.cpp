// SPDX-License-Identifier: GPL-3.0-or-later
#include "resources/translation.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

namespace lanescope::resources {

void installTranslation(QCoreApplication& application)
{
    const QString folder = QStringLiteral(":/i18n");
    auto* translator = new QTranslator(&application);
    if (translator->load(QLocale(), QStringLiteral("lanescope"), QStringLiteral("_"), folder) ||
        translator->load(QStringLiteral("lanescope_en"), folder))
        QCoreApplication::installTranslator(translator);
}

} // namespace lanescope::resources

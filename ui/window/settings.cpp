// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/settings.h"

namespace lanescope::window {
namespace {

constexpr QLatin1String kDark("dark");
constexpr QLatin1String kLight("light");
constexpr QLatin1String kSystem("system");

} // namespace

Settings::Settings(const QString& iniFile)
    : m_store(iniFile, QSettings::IniFormat)
{
}

theme::ThemeMode Settings::theme() const
{
    const QString word = m_store.value(kTheme).toString();
    return word == kDark ? theme::ThemeMode::Dark : word == kLight ? theme::ThemeMode::Light : theme::ThemeMode::System;
}

void Settings::setTheme(theme::ThemeMode mode)
{
    m_store.setValue(kTheme, QString(mode == theme::ThemeMode::Dark    ? kDark
                                     : mode == theme::ThemeMode::Light ? kLight
                                                                       : kSystem));
}

} // namespace lanescope::window

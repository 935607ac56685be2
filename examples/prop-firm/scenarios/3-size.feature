Feature: §3 The size of positions

  Background:
    Given the facts of "../facts/thursday.yaml"

  @SIZE-01
  Scenario Outline: The largest position of <account>
    When the law decides
    Then the largest position of account <account> is <contracts>
    And SIZE-01 decides for account <account>

    Examples:
      | account | contracts    |
      | ANNA    | 5 contracts  |
      | BEN     | 10 contracts |
      | CARA    | 20 contracts |

  @SIZE-01
  Scenario: While the first breaker is on it is half of that, and whole contracts
    Given so far account ANNA is reduced in size
    And so far the starting equity of account ANNA is $50,400
    When the law decides
    Then the largest position of account ANNA is 2 contracts

  @SIZE-01
  Scenario: Half of one contract is none
    Given the terms of account ANNA set plan largest position for size 50k to 1 contract
    And so far account ANNA is reduced in size
    And so far the starting equity of account ANNA is $50,400
    When the law decides
    Then the largest position of account ANNA is 0 contracts
    And SIZE-01 does not decide for account ANNA

  @SIZE-03 @R-03
  Scenario: Long and short are added, and a micro counts as a tenth
    Given these positions:
      | position | account | instrument | side  | contracts | entry price | asked to be closed |
      | A-8      | ANNA    | MES        | short | 5         | 5300        | no                 |
    When the law decides
    Then the exposure of account ANNA is 2.5 contracts
    And SIZE-03 decides for account ANNA
    And the exposure of account CARA is 0 contracts
    And SIZE-03 does not decide for account CARA

  @SIZE-04 @SIZE-05 @R-04
  Scenario Outline: Two of five contracts are held, and an order of <contracts> more is asked for
    Given the contracts of order A-2 is <contracts>
    And there is no order A-3
    When the law decides
    Then it is permitted to place the order A-2
    And it is <intended> to place the order A-2
    And SIZE-05 <stops> for order A-2

    Examples:
      | contracts   | intended     | stops           |
      | 3 contracts | intended     | does not decide |
      | 4 contracts | not intended | decides         |

  @SIZE-04
  Scenario Outline: <held> are held: is there room for one more?
    Given the contracts of position A-1 is <held>
    And the contracts of order A-2 is 1 contract
    And there is no order A-3
    When the law decides
    Then SIZE-04 <decides> for account ANNA
    And <given> for order A-2 are allocated

    Examples:
      | held        | decides         | given       |
      | 4 contracts | decides         | 1 contracts |
      | 5 contracts | does not decide | 0 contracts |
      | 6 contracts | does not decide | 0 contracts |

  @SIZE-04
  Scenario: The order that came first is placed first
    Given the contracts of order A-2 is 3 contracts
    When the law decides
    Then 3 contracts for order A-2 are allocated
    And 0 contracts for order A-3 are allocated
    And the limit POSITION binds for account ANNA

  @SIZE-04
  Scenario Outline: Room for ten micros in one contract: <micros>
    Given the contracts of position A-1 is 4 contracts
    And there is no order A-2
    And the contracts of order A-3 is <micros>
    When the law decides
    Then it is <intended> to place the order A-3

    Examples:
      | micros       | intended     |
      | 10 contracts | intended     |
      | 11 contracts | not intended |

  @SIZE-02 @SIZE-03 @OPEN-03
  Scenario: An order that is working takes its room, and is not sent again
    When the law decides
    Then SIZE-02 does not decide for order A-2
    And OPEN-03 does not decide for order A-2
    And the exposure of account ANNA is 2 contracts
    Given it is 10:00:01
    And the contracts of order A-3 is 1 contract
    And place.sent happens in order A-2 with:
      | side     | long        |
      | quantity | 3 contracts |
    When the law decides
    Then SIZE-02 decides for order A-2
    And OPEN-03 decides for order A-2
    And the exposure of account ANNA is 5 contracts
    And 0 contracts for order A-2 are allocated
    And 0 contracts for order A-3 are allocated

  @SIZE-02 @SIZE-03 @OPEN-03
  Scenario Outline: An order that was <end> gives its room back, and is not sent again
    Given on 2026-04-16 at 9:59:57, place.sent happened in order A-2 with:
      | side     | long        |
      | quantity | 3 contracts |
    And on 2026-04-16 at 9:59:58, place.<end> happened in order A-2 with:
      | side     | long        |
      | quantity | 3 contracts |
    When the law decides
    Then SIZE-02 does not decide for order A-2
    And the exposure of account ANNA is 2 contracts
    And it is forbidden to place the order A-2 because of OPEN-03

    Examples:
      | end       |
      | confirmed |
      | rejected  |
